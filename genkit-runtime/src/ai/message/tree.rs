//! Messages that lie in leaves of a tree, as many in each: two histories share all of it that is the same in both, and
//! to add a leaf copies the way to it.

use std::sync::Arc;

use super::Message;

/// How many messages a leaf has, and how many nodes a branch at most.
pub(super) const WIDTH: usize = 32;

/// Leaves of messages, oldest first. Cloning is cheap.
#[derive(Clone)]
pub(super) struct Tree {
    root: Node,
    /// How many branches are above a leaf.
    height: u32,
    leaves: usize,
}

#[derive(Clone)]
struct Node {
    below: Below,
    /// True if a message here may name a resource: so that not each call has to look at all of them.
    names: bool,
}

#[derive(Clone)]
enum Below {
    Leaf(Arc<[Arc<Message>]>),
    Branch(Arc<Vec<Node>>),
}

impl Tree {
    /// A tree of one leaf, which has to be full.
    pub(super) fn new(leaf: Arc<[Arc<Message>]>) -> Self {
        Self { root: Node::leaf(leaf), height: 0, leaves: 1 }
    }

    /// How many messages it has.
    pub(super) fn len(&self) -> usize {
        self.leaves * WIDTH
    }

    /// True if a message may name a resource.
    pub(super) fn names(&self) -> bool {
        self.root.names
    }

    /// Adds a leaf at the end, which has to be full.
    pub(super) fn push(&mut self, leaf: Arc<[Arc<Message>]>) {
        if self.leaves == WIDTH.pow(self.height) {
            let (below, names) = (Below::Branch(Arc::new(vec![self.root.clone()])), self.root.names);
            self.root = Node { below, names };
            self.height += 1;
        }
        self.root.push(Node::leaf(leaf), self.leaves, self.height);
        self.leaves += 1;
    }

    pub(super) fn get(&self, place: usize) -> Option<&Arc<Message>> {
        let (mut node, mut height) = (&self.root, self.height);
        loop {
            match &node.below {
                Below::Leaf(messages) => return messages.get(place % WIDTH),
                Below::Branch(nodes) => {
                    node = nodes.get(digit(place / WIDTH, height))?;
                    height -= 1;
                }
            }
        }
    }

    pub(super) fn get_mut(&mut self, place: usize) -> Option<&mut Arc<Message>> {
        let (mut node, mut height) = (&mut self.root, self.height);
        loop {
            node.names = true;
            match &mut node.below {
                Below::Leaf(messages) => return Arc::make_mut(messages).get_mut(place % WIDTH),
                Below::Branch(nodes) => {
                    node = Arc::make_mut(nodes).get_mut(digit(place / WIDTH, height))?;
                    height -= 1;
                }
            }
        }
    }

    /// How many messages both share, from the first on, told by leaf.
    pub(super) fn shared(&self, other: &Self) -> usize {
        let (mut low, mut high) = (self, other);
        if low.height > high.height {
            (low, high) = (high, low);
        }
        // What grew by a branch has all that was there before as the first below it.
        let mut first = &high.root;
        for _ in low.height..high.height {
            match &first.below {
                Below::Branch(nodes) => match nodes.first() {
                    Some(node) => first = node,
                    None => return 0,
                },
                Below::Leaf(_) => return 0,
            }
        }
        low.root.shared(first) * WIDTH
    }
}

/// Where a leaf is below a branch of this height.
fn digit(leaf: usize, height: u32) -> usize {
    leaf / WIDTH.pow(height.saturating_sub(1)) % WIDTH
}

impl Node {
    fn leaf(messages: Arc<[Arc<Message>]>) -> Self {
        let names = messages.iter().any(|message| message.names_resource());
        Self { below: Below::Leaf(messages), names }
    }

    /// Adds the leaf that comes after so many.
    fn push(&mut self, leaf: Self, leaves: usize, height: u32) {
        self.names |= leaf.names;
        let Below::Branch(nodes) = &mut self.below else { return };
        let nodes = Arc::make_mut(nodes);
        match nodes.get_mut(digit(leaves, height)) {
            Some(last) => last.push(leaf, leaves, height - 1),
            None => nodes.push((1..height).fold(leaf, |node, _| {
                let names = node.names;
                Self { below: Below::Branch(Arc::new(vec![node])), names }
            })),
        }
    }

    /// How many leaves both share, from the first on.
    fn shared(&self, other: &Self) -> usize {
        match (&self.below, &other.below) {
            (Below::Leaf(a), Below::Leaf(b)) => usize::from(Arc::ptr_eq(a, b)),
            (Below::Branch(a), Below::Branch(b)) if Arc::ptr_eq(a, b) => self.leaves(),
            (Below::Branch(a), Below::Branch(b)) => {
                let mut sum = 0;
                for (a, b) in a.iter().zip(b.iter()) {
                    let shared = a.shared(b);
                    sum += shared;
                    if shared < a.leaves() {
                        break;
                    }
                }
                sum
            }
            _ => 0,
        }
    }

    /// How many leaves are here: all but the last below a branch are full.
    fn leaves(&self) -> usize {
        match &self.below {
            Below::Leaf(_) => 1,
            Below::Branch(nodes) => match (nodes.first(), nodes.last()) {
                (Some(first), Some(last)) => first.leaves() * (nodes.len() - 1) + last.leaves(),
                _ => 0,
            },
        }
    }
}
