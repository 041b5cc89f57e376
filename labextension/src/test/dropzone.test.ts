import assert from 'node:assert/strict';
import { test } from 'node:test';
import { carried, isText, kindOf, LONGEST_SIDE, MOST_BYTES, plan, said, smaller } from '../dropzone/plan';

test('a picture is known by its type, else by its ending, and nothing else is one', () => {
  assert.equal(kindOf('image/png', ''), 'image/png');
  assert.equal(kindOf('IMAGE/JPG', 'x'), 'image/jpeg');
  assert.equal(kindOf('image/svg+xml;charset=utf-8', ''), 'image/svg+xml');
  assert.equal(kindOf('', 'Chart.PDF'), 'application/pdf');
  assert.equal(kindOf('application/octet-stream', 'a.b.jpeg'), 'image/jpeg');
  assert.equal(kindOf('text/csv', 'chart.png'), null);
  assert.equal(kindOf('', 'notes'), null);
  assert.equal(kindOf('image/tiff', 'scan.tiff'), null);
});

test('a picture of usual size is sent as it is, with what it carries', () => {
  assert.deepEqual(plan('image/png', 40_000, { width: 640, height: 480 }), { act: 'send' });
  assert.deepEqual(plan('image/png', 40_000, { width: LONGEST_SIDE, height: 480 }), { act: 'send' });
});

test('a large picture keeps its shape', () => {
  assert.deepEqual(plan('image/png', 40_000, { width: 6000, height: 4500 }), {
    act: 'scale',
    width: 2000,
    height: 1500
  });
  assert.deepEqual(plan('image/jpeg', 40_000, { width: 9, height: 9000 }), {
    act: 'scale',
    width: 2,
    height: 2000
  });
});

test('many bytes of few pixels are packed again', () => {
  const size = { width: 2000, height: 1000 };
  assert.deepEqual(plan('image/webp', MOST_BYTES + 1, size), { act: 'scale', ...size });
});

test('what comes out too large is made smaller until it fits', () => {
  assert.equal(smaller({ width: 3000, height: 2000 }, MOST_BYTES), null);
  let size = { width: 3000, height: 2000 };
  let rounds = 0;
  for (let next = smaller(size, size.width * size.height * 4); next !== null; rounds += 1) {
    assert.ok(next.width < size.width);
    assert.ok(Math.abs(next.width / next.height - 1.5) < 0.01);
    size = next;
    next = smaller(size, size.width * size.height * 4);
  }
  assert.ok(rounds <= 3);
  assert.ok(size.width > 1000);
});

test('vectors and pages are sent whole or not at all', () => {
  assert.deepEqual(plan('image/svg+xml', 5000, null), { act: 'send' });
  assert.deepEqual(plan('application/pdf', MOST_BYTES + 1, null), { act: 'refuse', because: 'large' });
  assert.deepEqual(plan('image/svg+xml', 5000, { width: 9000, height: 9000 }), { act: 'send' });
  assert.deepEqual(plan('image/png', 0, null), { act: 'refuse', because: 'empty' });
});

test('what a browser cannot unpack goes to the kernel, which says why', () => {
  assert.deepEqual(plan('image/png', 5000, null), { act: 'send' });
});

test('cells of a spreadsheet stay text in a prompt', () => {
  assert.equal(isText(true, true), true);
  assert.equal(isText(true, false), false);
  assert.equal(isText(false, true), false);
});

test('of dragged markup only a picture that carries its own bytes is taken', () => {
  assert.deepEqual(carried(['https://example.org/a.png', 'data:image/png;base64,AAAA']), {
    kind: 'image/png',
    base64: true,
    body: 'AAAA'
  });
  assert.deepEqual(carried(['data:image/svg+xml,%3Csvg%3E'])?.body, '%3Csvg%3E');
  assert.equal(carried(['data:text/html;base64,AAAA', 'javascript:alert(1)', '']), null);
});

test('sizes are said shortly', () => {
  assert.equal(said(10), '1 kB');
  assert.equal(said(54_321), '54 kB');
  assert.equal(said(8_000_000), '8.0 MB');
});
