// The options of the search dialog, in groups, from the suggestions of the server.

import { BASE_PATH } from "../ui/base-url.js";
import { createElement, createLink } from "../ui/dom.js";

const MESSAGES = {
  notes: "Notes",
  quotes: "Quotes",
  channels: "Channels",
  topics: "Topics without a note",
  search: "Search",
  nothing: "Nothing found",
  searchFor: (/** @type {string} */ query) => `Search for “${query}”`,
  allResults: (/** @type {string} */ query) => `All results for “${query}”`,
};

/**
 * @typedef {{ title: string, url: string, channel?: string }} PageSuggestion
 * @typedef {PageSuggestion & { starts_with_query: boolean }} ChannelSuggestion
 * @typedef {{ title: string, url: string, segments: { text: string, is_match: boolean }[],
 *   video_id?: string, seconds?: number, uncertain?: [number, number], alt_seconds?: number,
 *   display?: string }}
 *   SentenceSuggestion
 * @typedef {object} Suggestions the answer of `/api/suggest`
 * @property {PageSuggestion[]} notes
 * @property {SentenceSuggestion[]} moments
 * @property {ChannelSuggestion[]} channels those that start with the query first
 * @property {PageSuggestion[]} topics
 */

/**
 * @param {string} url
 * @param {...(string | Node)} content
 * @returns {HTMLAnchorElement} an option that is a link
 */
function createOption(url, ...content) {
  const option = createLink(url, "");
  option.replaceChildren(...content);
  option.role = "option";
  option.dir = "auto";
  option.tabIndex = -1;
  option.ariaSelected = "false";
  return option;
}

/** @param {PageSuggestion} suggestion */
function createPageOption({ title, url, channel }) {
  if (!channel) return createOption(url, title);
  return createOption(url, title, " ", createElement("span", "byline", channel));
}

/** @param {SentenceSuggestion} suggestion */
function createSentenceOption(suggestion) {
  const { title, url, segments, video_id, seconds, uncertain, alt_seconds, display } = suggestion;
  const marked = segments.map(({ text, is_match }) =>
    is_match ? createElement("mark", "", text) : text,
  );
  const excerpt = createElement("span", "excerpt", ...marked);
  const option = createOption(url, excerpt, " ", createElement("span", "byline", title));
  if (seconds === undefined || !video_id || !display) return option;
  option.dataset.video = video_id;
  option.dataset.seconds = String(seconds);
  if (alt_seconds !== undefined) option.dataset.altSeconds = String(alt_seconds);
  const time = createElement("span", "search-dialog-time", display);
  if (uncertain) time.dataset.uncertain = uncertain.join("-");
  option.prepend(time, " ");
  return option;
}

/**
 * @typedef {object} Group
 * @property {string} label
 * @property {(PageSuggestion | SentenceSuggestion)[]} suggestions at least one
 */

/**
 * @param {Suggestions} suggestions
 * @param {string} query as it was typed
 * @returns {Group[]} the groups that have suggestions, and the search page as the last one
 */
export function groupSuggestions({ notes, moments, channels, topics }, query) {
  const noteGroups = [
    { label: MESSAGES.notes, suggestions: notes },
    { label: MESSAGES.quotes, suggestions: moments },
  ];
  const channelGroup = { label: MESSAGES.channels, suggestions: channels };
  const topicGroup = { label: MESSAGES.topics, suggestions: topics };
  // A reader who types the beginning of a channel's name probably means the channel.
  const ordered = channels[0]?.starts_with_query
    ? [channelGroup, ...noteGroups, topicGroup]
    : [...noteGroups, channelGroup, topicGroup];
  const groups = ordered.filter((group) => group.suggestions.length > 0);
  const isEmpty = groups.length === 0;
  const text = query.trim();
  const searchPage = {
    title: isEmpty ? MESSAGES.searchFor(text) : MESSAGES.allResults(text),
    url: `${BASE_PATH}search?q=${encodeURIComponent(query)}`,
  };
  const label = isEmpty ? MESSAGES.nothing : MESSAGES.search;
  return [...groups, { label, suggestions: [searchPage] }];
}

/**
 * @param {Group} group
 * @param {number} number of the group
 * @returns {HTMLElement}
 */
function createGroup({ label, suggestions }, number) {
  const options = suggestions.map((suggestion) =>
    "segments" in suggestion ? createSentenceOption(suggestion) : createPageOption(suggestion),
  );
  options.forEach((option, index) => (option.id = `search_option_${number}_${index}`));
  const heading = createElement("div", "search-dialog-heading", label);
  heading.id = `search_group_${number}`;
  heading.role = "presentation";
  const group = createElement("div", "", heading, ...options);
  group.role = "group";
  group.setAttribute("aria-labelledby", heading.id);
  return group;
}

/**
 * @param {Suggestions} suggestions
 * @param {string} query as it was typed
 * @returns {HTMLElement[]} groups of options
 */
export function createGroups(suggestions, query) {
  return groupSuggestions(suggestions, query).map(createGroup);
}

/**
 * @param {string} key
 * @param {number} index of the active option, or -1
 * @param {number} count of options; at least one
 * @returns {number | null} the index of the option that the key moves to; null if the key does not
 *   move
 */
export function indexAfterKey(key, index, count) {
  const last = count - 1;
  switch (key) {
    case "ArrowDown":
      return index < last ? index + 1 : 0;
    case "ArrowUp":
      return index > 0 ? index - 1 : last;
    case "PageUp":
      return 0;
    case "PageDown":
      return last;
    default:
      return null;
  }
}
