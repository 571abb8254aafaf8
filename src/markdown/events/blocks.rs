//! Finds the blocks that have an id. A first pass over the events of CommonMark, because an id
//! follows its block.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use crate::markdown::events::{first_mark, options};
use crate::markdown::lexer::lexed::{Lexed, Part, split};
use crate::markdown::lexer::token::Kind;

/// The kinds of blocks that can have an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum BlockKind {
    Paragraph,
    Heading,
    Item,
    List,
    Quote,
    Table,
    Code,
}

impl BlockKind {
    fn of(tag: &Tag<'_>) -> Option<Self> {
        Some(match tag {
            Tag::Paragraph => Self::Paragraph,
            Tag::Heading { .. } => Self::Heading,
            Tag::Item => Self::Item,
            Tag::List(_) => Self::List,
            Tag::BlockQuote(_) => Self::Quote,
            Tag::Table(_) => Self::Table,
            Tag::CodeBlock(_) => Self::Code,
            _ => return None,
        })
    }

    fn is_end(tag: &TagEnd) -> bool {
        matches!(
            tag,
            TagEnd::Paragraph
                | TagEnd::Heading(_)
                | TagEnd::Item
                | TagEnd::List(_)
                | TagEnd::BlockQuote(_)
                | TagEnd::Table
                | TagEnd::CodeBlock
        )
    }
}

/// A block with an id.
pub(super) struct Block<'l> {
    pub(super) id: &'l str,
    /// The byte range in the body of the outermost block that contains it, and of its id.
    pub(super) source_range: Range<u32>,
}

/// The blocks with an id, by their kind and by the offset of their start in the marked text.
#[derive(Default)]
pub(super) struct Blocks<'l> {
    blocks: HashMap<(BlockKind, usize), Block<'l>>,
}

impl<'l> Blocks<'l> {
    /// Finds the blocks of a note.
    pub(super) fn find(lexed: &'l Lexed<'l>) -> Self {
        let mut finder = Finder {
            lexed,
            open: Vec::new(),
            last_closed: None,
            blocks: HashMap::new(),
        };
        let has_ids = |kind: &Kind<'_>| matches!(kind, Kind::BlockId(_));
        if lexed.tokens.iter().any(|token| has_ids(&token.kind)) {
            let events = Parser::new_ext(&lexed.text, options(lexed)).into_offset_iter();
            events.for_each(|(event, range)| finder.on_event(&event, range));
        }
        Self {
            blocks: finder.blocks,
        }
    }

    /// The block that starts with a tag at an offset in the marked text.
    pub(super) fn at(&self, tag: &Tag<'_>, start: usize) -> Option<&Block<'l>> {
        if self.blocks.is_empty() {
            return None;
        }
        self.blocks.get(&(BlockKind::of(tag)?, start))
    }
}

/// An open block, and its range in the marked text.
struct Element {
    kind: BlockKind,
    range: Range<usize>,
    /// The last block in it.
    last_child: Option<(BlockKind, Range<usize>)>,
}

struct Finder<'l> {
    lexed: &'l Lexed<'l>,
    /// The open blocks, the innermost last.
    open: Vec<Element>,
    /// The last block outside all others.
    last_closed: Option<(BlockKind, Range<usize>)>,
    blocks: HashMap<(BlockKind, usize), Block<'l>>,
}

impl<'l> Finder<'l> {
    fn on_event(&mut self, event: &Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => {
                if let Some(kind) = BlockKind::of(tag) {
                    self.open.push(Element {
                        kind,
                        range,
                        last_child: None,
                    });
                }
            }
            Event::End(tag) if BlockKind::is_end(tag) => {
                let closed = self.open.pop().map(|block| (block.kind, block.range));
                match self.open.last_mut() {
                    Some(parent) => parent.last_child = closed,
                    None => self.last_closed = closed,
                }
            }
            Event::Text(text) if !self.in_code() => split(text, |part| {
                if let Part::Mark(number) = part
                    && let Some(token) = self.lexed.tokens.get(number)
                    && let Kind::BlockId(block) = &token.kind
                {
                    self.add(block.id);
                }
            }),
            _ => {}
        }
    }

    fn in_code(&self) -> bool {
        self.open
            .last()
            .is_some_and(|block| block.kind == BlockKind::Code)
    }

    /// Adds the block of an id in the innermost open block. In the first paragraph of a list item,
    /// it is the id of the item. Alone in a paragraph, it is the id of the block before, unless
    /// that has one.
    fn add(&mut self, id: &'l str) {
        let Some((inner, outer)) = self.open.split_last() else {
            return;
        };
        let parent = outer.last();
        let previous = match parent {
            Some(parent) => &parent.last_child,
            None => &self.last_closed,
        };
        let own = (inner.kind, inner.range.clone());
        let is_first_of_item =
            || previous.is_none() && parent.is_some_and(|parent| parent.kind == BlockKind::Item);
        let text = self.lexed.text.get(inner.range.clone()).unwrap_or_default();
        let is_alone = || matches!(first_mark(text.trim()), Some((_, "")));
        let (kind, range) = match inner.kind {
            BlockKind::Paragraph if is_first_of_item() => match parent {
                Some(item) => (item.kind, item.range.clone()),
                None => own,
            },
            BlockKind::Paragraph if is_alone() => {
                let is_free = |(kind, range): &(BlockKind, Range<usize>)| {
                    !self.blocks.contains_key(&(*kind, range.start))
                };
                match previous.clone().filter(is_free) {
                    Some(previous) => previous,
                    None => return,
                }
            }
            _ => own,
        };
        let outermost = self
            .open
            .first()
            .map_or(range.clone(), |first| first.range.clone());
        let [start, end] = [range.start.min(outermost.start), outermost.end]
            .map(|at| self.lexed.source_offset(at) as u32);
        self.blocks.entry((kind, range.start)).or_insert(Block {
            id,
            source_range: start..end,
        });
    }
}
