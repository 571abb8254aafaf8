import assert from "node:assert/strict";
import { test } from "node:test";
import { toJson, toM3u } from "../../static/js/queue/formats.js";
import { queueUrl } from "../../static/js/history/queue-url.js";

const YOUTUBE = {
  video: {
    id: "AAAAAAAAAA1",
    title: "",
    mediaUrl: null,
    mediaType: /** @type {const} */ ("video"),
    path: "",
  },
  seconds: 218,
  altSeconds: null,
  end: 230,
  uncertain: null,
  sentence: "Dough\nrises.",
  title: "Rise",
  path: "/bread/rise",
  channel: "Bread",
  url: "https://notes.example/bread/rise?t=218",
};
const FILE = {
  ...YOUTUBE,
  video: { ...YOUTUBE.video, id: "c/talk.mp3", mediaUrl: "/c/talk%201.mp3" },
  end: null,
  channel: "",
};

test("a queue is an M3U playlist", () => {
  const lines = [
    "#EXTM3U",
    "#EXTINF:12,Rise: Dough rises.",
    "https://youtu.be/AAAAAAAAAA1?t=218",
    "#EXTINF:-1,Rise: Dough rises.",
    "https://notes.example/c/talk%201.mp3#t=218",
    "#EXTINF:12,Rise: Dough rises.",
    "https://notes.example/c/talk%201.mp3#t=218,230",
    "",
  ];
  assert.deepEqual(toM3u([YOUTUBE, FILE, { ...FILE, end: 230 }]).split("\n"), lines);
});

test("a queue is JSON", () => {
  const url = "https://notes.example/queue?tag=a";
  const saved = JSON.parse(toJson(url, [YOUTUBE, FILE]));
  assert.equal(saved.url, url);
  assert.deepEqual(saved.moments[0], {
    title: "Rise",
    channel: "Bread",
    text: "Dough\nrises.",
    video_id: "AAAAAAAAAA1",
    seconds: 218,
    end: 230,
    url: "https://notes.example/bread/rise?t=218",
    media_url: "https://youtu.be/AAAAAAAAAA1?t=218",
  });
  assert.equal(saved.moments[1].channel, null);
});

test("the URL of a list keeps commas in paths apart, and is bounded", () => {
  const list = (/** @type {{path: string, seconds: number}[]} */ moments) =>
    queueUrl(moments).split("?moments=")[1];
  const moments = [
    { path: "/a/b,%20c", seconds: 1 },
    { path: "/a", seconds: 20 },
  ];
  assert.equal(list(moments), "/a/b%252C%2520c@1,/a@20");
  const many = Array.from({ length: 300 }, (_, seconds) => ({ path: "/a", seconds }));
  assert.equal(list(many).split(",").length, 200);
  const long = many.map(({ seconds }) => ({ path: `/${"a".repeat(400)}`, seconds }));
  assert.equal(list(long).split(",").length, 19);
});
