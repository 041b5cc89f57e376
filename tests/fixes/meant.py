"""What the programs of the corpus mean to draw: one entry a series, with the number of its marks and the total of its values.

Sales add up to 1270, profits to 161. ``…`` stands for more that belongs to it: error bars, whiskers, a colour bar.
"""

from __future__ import annotations

_NAMES = {
    "line 6 Σ1270": (
        "mpl-style-seaborn mpl-style-whitegrid mpl-style-context mpl-style-list mpl-legend-handles "
        "mpl-plot-date mpl-window-title mpl-grid-b mpl-plt-grid-b-which mpl-rc-color-cycle mpl-axisbg "
        "mpl-set-axis-bgcolor mpl-log-basey mpl-log-nonposx mpl-semilogy-basey mpl-colour-line mpl-linewdith "
        "mpl-title-fontsize mpl-legend-keyword mpl-plt-figsize mpl-ax-xlabel mpl-ax-title-call mpl-ax-xlim "
        "mpl-plt-set-xlabel mpl-axes-single-index mpl-marker-name mpl-ncols-legend mpl-subplots-figsze "
        "mpl-savefig-none pd-date-range-h pd-date-range-bm pd-date-range-a pd-resample-15t pd-drop-positional "
        "pd-datetime pd-sort pd-infer-format pd-plot-kind pd-monotonic pd-line-terminator pd-closed "
        "pd-get-values pd-max-colwidth pd-inf-as-na pd-swap-plot-arg pd-sort-value np-float np-bool "
        "np-float-under np-inf np-infty np-ninf np-alltrue np-sometrue np-round np-asfarray np-msort name-plt "
        "name-mdates name-ticker name-funcformatter name-matplotlib name-true col-attribute col-by col-plot-x "
        "col-loc file-csv file-csv-other-name file-excel cut-call cut-block syn-quotes syn-print syn-indent "
        "syn-magic frame-name mpl-rc-misspelt mpl-color-cycle-method mpl-get-axes np-alen np-obj2sctype "
        "pd-ravel pd-timedelta-unit pd-floor-h pd-tshift mpl-lable mpl-y-label mpl-tittle pd-drop-duplicate "
        "pd-set-index-date pd-to-datetime-frame np-arrange np-infinity cut-string cut-def "
        "mpl-spine mpl-rotate mpl-period pd-resample-how pd-time-grouper name-near-import"
    ),
    "bar 6 Σ1270": (
        "mpl-plt-cm-get-cmap mpl-from-cm-get-cmap mpl-matplotlib-cm-get-cmap mpl-bar-colour mpl-ax-xticks "
        "mpl-tick-params-ha pd-groupby-mean pd-groupby-agg-mean pd-sort-ascending pd-series-order "
        "pd-weekday-name pd-plot-kind-column pd-sum-level pd-groupby-colum txt-str-accessor np-str "
        "px-titlefont px-axis-titlefont px-xaxes-titlefont px-plotly-plotly px-column px-layout-xtitle "
        "px-barmode px-fig-title px-template name-px name-go name-make-subplots col-case col-pivot cut-paren "
        "mpl-tick-misspelt pd-groupby-squeeze px-mapbox-style px-marker-colour px-bar-color px-grouped "
        "px-fig-plot mpl-xtick-labels mpl-bar-hight pd-series-upper pd-sort-acsending pd-agg-column "
        "pd-plot-bars pd-dayname pd-melt-variable np-string-type px-update-xaxis px-tittle "
        "name-misspelt-frame pd-total pd-average pd-index-read px-index-read px-x-axis-title px-text-position "
        "px-abbreviated sns-kind-bars sns-factorplot-size"
    ),
    "points 6 Σ161": (
        "mpl-cm-get-cmap mpl-scatter-size mpl-scatter-colour mpl-cmap-name sns-scatter-positional sns-apionly "
        "sns-colour sns-scatter-plot sns-style-name name-sns col-data mpl-register-cmap"
    ),
    "bar 6 (x Region, y sales)": (
        "alt-column alt-column-class alt-width-typo alt-set-title alt-renderer name-alt alt-sort-operation "
        "alt-configure-axes alt-capital-x alt-propertys alt-opactiy"
    ),
    "bar 6 Σ1270; …": (
        "sns-factorplot sns-bar-positional sns-cat-positional sns-column-case sns-bar sns-hist-kind "
        "sns-pallete"
    ),
    "line 6 Σ1270; line 6 Σ161": (
        "mpl-plt-hold mpl-ax-hold mpl-axes-2d-index mpl-grid-row mpl-grid-loop pd-iteritems pd-concat-positional col-list pd-two-columns"
    ),
    "scatter 6 Σ1270": "px-mode-line px-dash px-lineplot px-smooth px-lines-dict px-marker-true",
    "bar 6 Σ6": "pd-value-counts-index pd-count-values sns-count-positional pd-value-counts-function pd-value-count",
    "bar 1 Σ1270": "pd-resample-on-q np-sum-generator pd-period-me pd-series-month",
    "line 1 Σ1270": "pd-resample-m pd-grouper-m pd-dt-week pd-dt-weekofyear",
    "points 6": "mpl-gca-projection mpl-fig-gca-projection mpl-w-xaxis mpl-3d-scatter",
    "bar 4 Σ6": "mpl-hist-nbins sns-color-by sns-hist-bin",
    "line 100 Σ3312; points 6 Σ161; FillBetweenPolyCollection 1": "sns-lmplot-size sns-reg-positional sns-lm-positional",
    "line 2 Σ3": "mpl-epoch2num np-int np-complex",
    "line 3 Σ1270": "txt-dt txt-resample txt-strftime",
    "line 6 Σ1270; …": "sns-tsplot sns-column-y sns-point-positional",
    "line 6 Σ15": "txt-int-missing pd-groupby-fillna pd-fill-na",
    "points 1 Σ100; points 1 Σ250; points 1 Σ300; points 1 Σ120; points 1 Σ410; points 1 Σ90": (
        "sns-strip-positional sns-swarm-split sns-swarm-positional"
    ),
    "QuadMesh 12; …": "sns-annotate sns-heat-map",
    "arc 6 (color Region, theta sales)": "alt-mark-pie alt-donut",
    "bar 10 Σ0.03125": "mpl-hist-normed pd-plot-hist-normed",
    "bar 10 Σ6; points 6 Σ1270; points 6 Σ161; bar 10 Σ6": "pd-tools-plotting pd-scatter-matrix",
    "bar 4 Σ1080": "pd-and pd-precedence",
    "bar 6 (x Region, y sum sales)": "alt-total alt-typed-column",
    "bar 6 Σ1270; bar 6 Σ1270": "pd-nested-renamer px-append-trace",
    "bar 6 Σ22": "txt-mean txt-plot",
    "heatmap 2 Σ10": "px-heatmapgl px-ff-annotated",
    "histogram 6 Σ1270": "px-bins px-go-nbins",
    "image 3x3 Σ3; …": "mpl-draw-all mpl-cbar-set-clim",
    "image 6x2 Σ1431": "pd-as-matrix np-msort-2d",
    "line 1 Σ2": "pd-bad-lines pd-delim-whitespace",
    "line 4 Σ770": "pd-ix pd-between-inclusive",
    "line 5 Σ890; line 2 Σ195; line 2 Σ697.5; line 2 Σ180; …": "mpl-boxplot-labels pd-boxplot-colum",
    "line 6 Σ1654.6": "txt-currency-numeric txt-scatter-sum",
    "line 6 Σ19": "pd-fillna-method pd-interpolate-pad",
    "line 6 Σ21": "col-space np-copy-false",
    "line 6 Σ4320": "pd-np name-np",
    "line 7 Σ1347": "pd-append pd-series-append",
    "points 6 Σ161; bar 4 Σ6; bar 4 Σ6": "sns-joint-positional sns-joint-stat-func",
    "scatter 1 Σ10; scatter 1 Σ40; scatter 1 Σ35; scatter 1 Σ12; scatter 1 Σ60; scatter 1 Σ4": "px-column-color px-hue",
    "scatter 6 Σ161": "px-scatterplot px-colorscale",
    "FillBetweenPolyCollection 1": "mpl-fill-betwen",
    "PathPatch 6; …": "sns-box-series",
    "Poly3DCollection 4": "mpl-3d-surface",
    "QuadContourSet 10": "sns-kde-positional",
    "QuadContourSet 9": "mpl-contour-collections",
    "Wedge 6": "mpl-pie-autopercent",
    "bar 1 Σ1": "np-string",
    "bar 1 Σ100; bar 1 Σ250; bar 1 Σ300": "py-xrange",
    "bar 1 Σ100; bar 1 Σ250; bar 1 Σ300; bar 1 Σ120; bar 1 Σ410; bar 1 Σ90": "pd-series-iteritems",
    "bar 1 Σ100; bar 1 Σ250; bar 1 Σ300; bar 1 Σ120; bar 1 Σ410; bar 1 Σ90; …": "sns-palette-name",
    "bar 1 Σ108.33": "pd-mad",
    "bar 1 Σ1175": "np-trapz",
    "bar 1 Σ120": "np-interpolation",
    "bar 1 Σ185": "pd-quantile",
    "bar 1 Σ211.67": "pd-asfreq-y",
    "bar 1 Σ320": "np-ptp",
    "bar 1 Σ6": "np-product",
    "bar 10 Σ1; bar 10 Σ1; bar 10 Σ1; bar 10 Σ1; bar 10 Σ1; bar 10 Σ1": "sns-facetgrid-size",
    "bar 2": "px-ff-gantt",
    "bar 2 Σ110; bar 2 Σ290; bar 2 Σ335; bar 2 Σ132; bar 2 Σ470; bar 2 Σ94": "pd-swapaxes",
    "bar 2 Σ151.58": "pd-frame-std",
    "bar 2 Σ3": "np-ragged",
    "bar 3 Σ1270": "txt-month",
    "bar 3 Σ1600.5": "txt-sort-amount",
    "bar 3 Σ6": "pd-cut-bin",
    "bar 3 Σ960": "pd-nlargest",
    "bar 4 Σ0.0125": "sns-norm-hist",
    "bar 5 Σ0.015625": "mpl-ax-hist-normed",
    "bar 5 Σ249.25": "pd-frame-mean",
    "bar 6": "px-horizontal",
    "bar 6 (color Region, x Region, y sales)": "alt-colour",
    "bar 6 (color sales, x Region, y sales)": "alt-scale-schema",
    "bar 6 (tooltip sales, x Region, y sales)": "alt-tootip",
    "bar 6 (x Region, y sales); bar 6 (x Region, y sales)": "alt-vconcat-list",
    "bar 6 (x sales, y count)": "alt-mark-hist",
    "bar 6 Σ1270; bar 6 Σ161": "pd-groupby-tuple",
    "bar 6 Σ1276": "pd-apply-group",
    "bar 6 Σ161": "col-plural",
    "bar 6 Σ1654.6": "txt-currency",
    "bar 6 Σ827.29": "txt-sum",
    "bar 7 Σ1347": "pd-append-plain",
    "box 6 Σ1270": "px-boxplot",
    "boxplot 6 (x Region, y sales)": "alt-mark-box",
    "candlestick 6": "px-ff-candlestick",
    "choroplethmap 1 Σ1": "px-choropleth-mapbox",
    "heatmap 1 Σ3": "px-colorbar-titleside",
    "histogram2dcontour 6 Σ161": "px-contour-nbins",
    "image 2x3 Σ1270": "np-newshape",
    "image 2x6 Σ1431": "np-vstack-generator",
    "image 5x5 Σ14.206": "pd-corr",
    "line 0; line 0; line 0; line 0; …": "sns-hue-order",
    "line 1 Σ100": "np-in1d",
    "line 1 Σ100; line 1 Σ250; line 1 Σ300; line 1 Σ120; …": "sns-line-positional",
    "line 10 Σ0.03125": "np-histogram-normed",
    "line 12 Σ1285": "pd-stack-dropna",
    "line 2 Σ200; line 2 Σ500; line 2 Σ600; line 2 Σ240; line 2 Σ820; line 2 Σ180": "sns-violin-positional",
    "line 2 Σ200; line 2 Σ500; line 2 Σ600; line 2 Σ240; …": "sns-lvplot",
    "line 2 Σ350": "pd-first-offset",
    "line 2 Σ4": "pd-squeeze",
    "line 2 Σ4; line 6 Σ1270": "np-math",
    "line 2 Σ6": "np-recfromcsv",
    "line 3 Σ0": "np-longcomplex",
    "line 3 Σ3": "name-pd-np",
    "line 3 Σ620": "pd-last-offset",
    "line 3 Σ650": "pd-int64index",
    "line 3 Σ9": "np-cumproduct",
    "line 4 Σ920": "name-datetime",
    "line 5 Σ2.5": "np-linspace-float",
    "line 50 Σ8.1488": "mpl-normpdf",
    "line 6 (x date, y sales)": "alt-mark-lines",
    "line 6 Σ1170": "np-nan",
    "line 6 Σ1175": "pd-rolling-mean",
    "line 6 Σ1255.9": "pd-ewma",
    "line 6 Σ1270; LineCollection 6; …": "mpl-stem-line-collection",
    "line 6 Σ1270; line 2 Σ400": "mpl-axhline-hline",
    "line 6 Σ161": "name-linreg",
    "line 6 Σ161; line 6 Σ1270": "pd-groupby-axis",
    "line 6 Σ197": "txt-date-minus",
    "line 6 Σ2.8667": "pd-pct-change-fill",
    "line 6 Σ23": "pd-fillna-bfill",
    "line 6 Σ300; line 6 Σ90; line 6 Σ100; line 6 Σ250; line 6 Σ410; line 6 Σ120": "pd-pivot-positional",
    "line 6 Σ635": "pd-applymap",
    "line 6 Σ700.04": "pd-rolling-mean-window",
    "line 6 Σ87.5": "txt-percent",
    "line 7 Σ1275": "pd-append-row",
    "line 8 Σ1270": "np-lib-pad",
    "line 8 Σ1425": "pd-describe-datetime",
    "ohlc 6 Σ1.0226e+16": "px-ff-ohlc",
    "pie 6 Σ1270": "px-pie-name",
    "point 6 (x profit, y sales)": "alt-mark-scatter",
    "point 6000 (x profit, y sales)": "alt-max-rows",
    "points 6 Σ1270; points 6 Σ161; bar 4 Σ6; bar 4 Σ6": "sns-pair-plot",
    "scatter 1 Σ100; scatter 1 Σ250; scatter 1 Σ300; scatter 1 Σ120; scatter 1 Σ410; scatter 1 Σ90": "px-colour",
    "scattergl 6 Σ161": "px-pointcloud",
    "scattermap 2 Σ3": "px-densitymapbox",
    "scattermap 6 Σ1270": "px-mapbox",
}  # fmt: skip

MEANT = {name: marks for marks, names in _NAMES.items() for name in names.split()}


def is_drawn(meant: str, marks: tuple[str, ...]) -> bool:
    """True when every entry is there, in order, and nothing else unless the entry says so."""
    expected = meant.split("; ")
    more = expected[-1] == "…"
    left = iter(marks)
    found = all(
        any(mark == entry or mark.startswith(f"{entry} ") for mark in left) for entry in expected[: -1 if more else None]
    )
    return found and (more or len(marks) == len(expected))
