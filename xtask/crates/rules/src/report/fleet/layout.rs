//! A plain layered drawing: columns from left to right,
//! neighbours side by side, curves between them.

use super::graph::{class, edge_class, word, Edge, Graph, GraphLink, GraphNodeKind};
use prodproof_syntax::order::Order;

/// Pixels: of one line of text, of one character, between two boxes, between columns.
const LINE: f64 = 14.0;
const CHARACTER: f64 = 6.7;
const GAP: f64 = 8.0;
const COLUMN: f64 = 110.0;
/// So often the columns are sorted by the middle of their neighbours.
const SWEEPS: usize = 8;
/// The deepest cascade that gets columns of its own; a circle ends here too.
const DEEPEST: usize = 12;

struct Placed {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
}

/// The graph as an SVG element.
pub fn svg(graph: &Graph) -> String {
    let columns = columns(graph);
    let order = order(graph, &columns);
    let (placed, width, height) = place(graph, &order);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" height=\"{height:.0}\">\n<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerUnits=\"userSpaceOnUse\" markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\"><path d=\"M0 0L8 4L0 8z\"/></marker></defs>\n"
    );
    for edge in &graph.edges {
        let (Some(from), Some(to)) = (placed.get(edge.from), placed.get(edge.to)) else { continue };
        let path = curve(from, to);
        out.push_str(&format!(
            "<g class=\"edge {}\"><title>{}</title><path d=\"{path}\" marker-end=\"url(#tip)\"/></g>\n",
            edge_class(edge),
            sentence(graph, edge)
        ));
    }
    for (node, at) in graph.nodes.iter().zip(&placed) {
        let radius = match node.kind {
            GraphNodeKind::Repository => 4.0,
            GraphNodeKind::Image => at.height / 2.0,
            GraphNodeKind::Unit => 0.0,
        };
        out.push_str(&format!(
            "<g class=\"node {}\"><title>{}</title><rect x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\" rx=\"{radius:.1}\"/>",
            class(node),
            escape(&node.title),
            at.x,
            at.y,
            at.width,
            at.height
        ));
        for (n, line) in node.label.iter().enumerate() {
            let y = at.y + 4.0 + LINE * (n as f64 + 0.75);
            let second = if n > 0 { " class=\"second\"" } else { "" };
            out.push_str(&format!(
                "<text{second} x=\"{:.1}\" y=\"{y:.1}\" text-anchor=\"middle\">{}</text>",
                at.x + at.width / 2.0,
                escape(line)
            ));
        }
        out.push_str("</g>\n");
    }
    out.push_str("</svg>\n");
    out
}

pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn sentence(graph: &Graph, edge: &Edge) -> String {
    let name = |at: usize| graph.nodes.get(at).and_then(|node| node.label.first()).map_or("", String::as_str);
    escape(&format!("{} {} {}", name(edge.from), word(edge.link), name(edge.to)))
}

/// The column of each node: behind all that it comes from. Waking does not count.
fn columns(graph: &Graph) -> Vec<usize> {
    let mut columns: Vec<usize> = vec![0; graph.nodes.len()];
    for _ in 0..DEEPEST {
        let mut moved = false;
        for edge in graph.edges.iter().filter(|edge| edge.link != GraphLink::Wakes) {
            let (Some(&from), Some(&to)) = (columns.get(edge.from), columns.get(edge.to)) else { continue };
            if to <= from && from < DEEPEST {
                columns[edge.to] = from + 1;
                moved = true;
            }
        }
        if !moved {
            break;
        }
    }
    columns
}

/// The nodes of each column from top to bottom, with few crossings.
fn order(graph: &Graph, columns: &[usize]) -> Vec<Vec<usize>> {
    let count = columns.iter().max().map_or(0, |most| most + 1);
    let mut order: Vec<Vec<usize>> = vec![Vec::new(); count];
    for at in by_component(graph) {
        if let Some(column) = columns.get(at).and_then(|&column| order.get_mut(column)) {
            column.push(at);
        }
    }
    let neighbours = neighbours(graph);
    let mut rank: Vec<f64> = vec![0.0; graph.nodes.len()];
    let number = |column: &[usize], rank: &mut Vec<f64>| {
        for (n, &at) in column.iter().enumerate() {
            // Columns of different length are compared by how far down a node is.
            rank[at] = (n as f64 + 0.5) / column.len() as f64;
        }
    };
    order.iter().for_each(|column| number(column, &mut rank));
    for sweep in 0..SWEEPS {
        let mut sequence: Vec<usize> = (0..count).collect();
        if sweep % 2 == 1 {
            sequence.reverse();
        }
        for column in sequence {
            let Some(nodes) = order.get_mut(column) else { continue };
            let middle = |at: usize| {
                let near = &neighbours[at];
                match near.len() {
                    0 => rank[at],
                    n => near.iter().map(|&other| rank[other]).sum::<f64>() / n as f64,
                }
            };
            let mut keyed: Vec<(f64, usize)> = nodes.iter().map(|&at| (middle(at), at)).collect();
            keyed.order_by(|a, b| a.0.total_cmp(&b.0));
            *nodes = keyed.into_iter().map(|(_, at)| at).collect();
            number(&nodes.clone(), &mut rank);
        }
    }
    order
}

/// What each node is tied to. Waking says nothing new: who is woken is mostly a child.
fn neighbours(graph: &Graph) -> Vec<Vec<usize>> {
    let mut out: Vec<Vec<usize>> = vec![Vec::new(); graph.nodes.len()];
    for edge in graph.edges.iter().filter(|edge| edge.link != GraphLink::Wakes) {
        out[edge.from].push(edge.to);
        out[edge.to].push(edge.from);
    }
    out
}

/// All nodes, those that hang together side by side.
fn by_component(graph: &Graph) -> Vec<usize> {
    let neighbours = neighbours(graph);
    let mut seen = vec![false; graph.nodes.len()];
    let mut out = Vec::with_capacity(graph.nodes.len());
    for start in 0..graph.nodes.len() {
        let mut stack = vec![start];
        while let Some(at) = stack.pop() {
            if std::mem::replace(&mut seen[at], true) {
                continue;
            }
            out.push(at);
            stack.extend(neighbours[at].iter().rev());
        }
    }
    out
}

/// Boxes at their places, and the size of the whole.
fn place(graph: &Graph, order: &[Vec<usize>]) -> (Vec<Placed>, f64, f64) {
    let mut placed: Vec<Placed> = graph
        .nodes
        .iter()
        .map(|node| {
            let longest = node.label.iter().map(|line| line.chars().count()).max().unwrap_or(0);
            let height = node.label.len() as f64 * LINE + 8.0;
            Placed { x: 0.0, y: 0.0, width: longest as f64 * CHARACTER + 20.0, height }
        })
        .collect();
    let mut x = 10.0;
    for column in order {
        let width = column.iter().map(|&at| placed[at].width).fold(0.0, f64::max);
        let mut y = 10.0;
        for &at in column {
            placed[at].x = x;
            placed[at].width = width;
            placed[at].y = y;
            y += placed[at].height + GAP;
        }
        x += width + COLUMN;
    }
    let neighbours = neighbours(graph);
    // Towards the middle of the neighbours, without overlap and without a change of order.
    for _ in 0..SWEEPS {
        for column in order {
            let wanted: Vec<f64> = column
                .iter()
                .map(|&at| {
                    let near = &neighbours[at];
                    let middle = |p: &Placed| p.y + p.height / 2.0;
                    let own = middle(&placed[at]);
                    let sum: f64 = near.iter().map(|&other| middle(&placed[other])).sum();
                    let aim = if near.is_empty() { own } else { sum / near.len() as f64 };
                    aim - placed[at].height / 2.0
                })
                .collect();
            spread(column, &wanted, &mut placed);
        }
    }
    let height = placed.iter().map(|p| p.y + p.height).fold(0.0, f64::max);
    (placed, (x - COLUMN).max(0.0) + 10.0, height + 10.0)
}

/// Puts the boxes of a column as near to where they want to be as order and gaps allow:
/// boxes that would overlap form a block, and a block stands at the mean of its wishes
/// (isotonic regression by pooling).
fn spread(column: &[usize], wanted: &[f64], placed: &mut [Placed]) {
    // (sum of wishes for the block's top, number, height so far, first index)
    let mut blocks: Vec<(f64, f64, f64, usize)> = Vec::new();
    for (n, (&at, &wish)) in column.iter().zip(wanted).enumerate() {
        let mut block = (wish, 1.0, placed[at].height + GAP, n);
        while let Some(&above) = blocks.last() {
            let top = |block: &(f64, f64, f64, usize)| (block.0 / block.1).max(10.0);
            if top(&above) + above.2 <= top(&block) {
                break;
            }
            blocks.pop();
            block = (above.0 + block.0 - above.2 * block.1, above.1 + block.1, above.2 + block.2, above.3);
        }
        blocks.push(block);
    }
    for (n, block) in blocks.iter().enumerate() {
        let end = blocks.get(n + 1).map_or(column.len(), |next| next.3);
        let mut y = (block.0 / block.1).max(10.0);
        for &at in column.get(block.3..end).unwrap_or_default() {
            placed[at].y = y;
            y += placed[at].height + GAP;
        }
    }
}

/// From the right side of one box to the left side of the other; around, if that lies
/// behind.
fn curve(from: &Placed, to: &Placed) -> String {
    let (x1, y1) = (from.x + from.width, from.y + from.height / 2.0);
    let (x2, y2) = (to.x, to.y + to.height / 2.0);
    if x2 > x1 {
        let bend = ((x2 - x1) / 2.0).max(20.0);
        return format!("M{x1:.1} {y1:.1}C{:.1} {y1:.1} {:.1} {y2:.1} {x2:.1} {y2:.1}", x1 + bend, x2 - bend);
    }
    // Same column: along the left side.
    let (x1, x2) = (from.x, to.x);
    let bend = 24.0 + (y2 - y1).abs() / 8.0;
    let bend = bend.min(COLUMN - 10.0);
    format!("M{x1:.1} {y1:.1}C{:.1} {y1:.1} {:.1} {y2:.1} {x2:.1} {y2:.1}", x1 - bend, x2 - bend)
}
