//! The fleet as one page: no script, nothing loaded, light and dark, readable aloud.

use crate::fleet::{FleetFinding, JoinedFleet};
use prodproof_syntax::finding::Severity;

use super::graph::{chosen, graph, MOST};
use super::layout::{escape, svg};
use super::text::site;
use super::{count, incomplete, many, rows, summary};

const STYLE: &str = "
:root{color-scheme:light dark;--ground:#fff;--ink:#1c2024;--quiet:#596069;--line:#d5d9de;--soft:#f4f6f8;--repo:#e8f0fe;--image:#eaf6ec;--unit:#fdf3e1;--error:#b3261e;--warning:#8a5300;--info:#1a5fb4}
@media (prefers-color-scheme:dark){:root{--ground:#14171a;--ink:#e6e8ea;--quiet:#a3abb3;--line:#3a4148;--soft:#1d2125;--repo:#1d2d47;--image:#1b3523;--unit:#3d2f15;--error:#ff8a80;--warning:#f5b95c;--info:#8ab8ff}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:110rem;padding:1.5rem;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
h1{font-size:1.6rem;margin:0}h2{font-size:1.2rem;margin:2rem 0 .5rem}
code{font:.9em ui-monospace,monospace;background:var(--soft);padding:.05em .3em;border-radius:3px;overflow-wrap:anywhere}
nav ul{list-style:none;display:flex;gap:1.2rem;padding:0}a{color:var(--info)}
.quiet{color:var(--quiet)}
ol.findings{list-style:none;padding:0;margin:0}
ol.findings>li{border:1px solid var(--line);border-left:.35rem solid var(--info);border-radius:4px;padding:.6rem .9rem;margin:.6rem 0}
ol.findings>li.error{border-left-color:var(--error)}ol.findings>li.warning{border-left-color:var(--warning)}
details.rule{margin:.6rem 0}details.rule>summary{cursor:pointer}
ol.findings p{margin:.2rem 0}ol.findings ul{margin:.3rem 0;padding-left:1.2rem}
.badge{font-weight:600}.error .badge,.bad-count{color:var(--error)}.warning .badge{color:var(--warning)}.info .badge{color:var(--info)}
.scroll{overflow:auto;border:1px solid var(--line);border-radius:4px}
figure{margin:0}figure .scroll{max-height:80vh;padding:.5rem}
figcaption{color:var(--quiet);margin:.4rem 0}
table{border-collapse:collapse;width:100%}caption{text-align:left;color:var(--quiet);padding:.4rem}
th,td{text-align:left;vertical-align:top;padding:.4rem .7rem;border-bottom:1px solid var(--line)}
thead th{background:var(--soft);position:sticky;top:0}tbody th{font-weight:600}
td ul{list-style:none;margin:0;padding:0}
svg{display:block;max-width:none}svg text{font:11px system-ui,sans-serif;fill:var(--ink);stroke:none}svg text.second{fill:var(--quiet)}
.node rect,.node path,.node polygon,.node ellipse{fill:var(--repo);stroke:var(--quiet)}
.image rect,.image path,.image polygon{fill:var(--image)}.unit rect,.unit path,.unit polygon{fill:var(--unit)}
.node.bad rect,.node.bad path,.node.bad polygon{stroke:var(--error);stroke-width:2}
.node.dim rect,.node.dim path,.node.dim polygon{stroke-dasharray:4 3}
.edge path{fill:none;stroke:var(--quiet)}.edge polygon,marker path{fill:var(--quiet);stroke:none}
.edge.possibly path{stroke-dasharray:6 4}.edge.from path{stroke:var(--info)}.edge.from polygon{fill:var(--info)}
.edge.wakes path{stroke:var(--warning);stroke-dasharray:2 3}.edge.wakes polygon{fill:var(--warning)}
.edge.bad path{stroke:var(--error);stroke-width:2}.edge.bad polygon{fill:var(--error)}
.edge:hover path{stroke-width:3}
.key{display:flex;flex-wrap:wrap;gap:.3rem 1.2rem;padding:0;list-style:none;margin:.3rem 0}
.key svg{display:inline-block;vertical-align:middle;margin-right:.4rem}
@media print{.scroll{overflow:visible;max-height:none}}
";

/// Of more findings than this only the rules are shown until one is opened.
const UNFOLDED: usize = 50;

pub fn html(fleet: &JoinedFleet) -> String {
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>Fleet: {}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n",
        escape(&summary(fleet))
    );
    out.push_str(&format!("<header>\n<h1>Fleet</h1>\n<p>{}</p>\n", escape(&summary(fleet))));
    if let Some(remark) = incomplete(fleet) {
        out.push_str(&format!("<p class=\"quiet\">{}</p>\n", escape(&remark)));
    }
    out.push_str("<nav aria-label=\"Sections\"><ul><li><a href=\"#findings\">Findings</a></li><li><a href=\"#graph\">Graph</a></li><li><a href=\"#repositories\">Repositories</a></li></ul></nav>\n</header>\n<main>\n");
    findings(fleet, &mut out);
    picture(fleet, &mut out);
    table(fleet, &mut out);
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

fn findings(fleet: &JoinedFleet, out: &mut String) {
    out.push_str("<section aria-labelledby=\"findings\">\n<h2 id=\"findings\">Findings</h2>\n");
    if fleet.findings.is_empty() {
        out.push_str("<p>Nothing is wrong between these repositories.</p>\n</section>\n");
        return;
    }
    // Sorted by severity, then by rule: those of one rule follow each other.
    let groups: Vec<&[FleetFinding]> =
        fleet.findings.chunk_by(|a, b| (a.severity, a.rule.code) == (b.severity, b.rule.code)).collect();
    let folded = fleet.findings.len() > UNFOLDED;
    for group in groups {
        let Some(first) = group.first() else { continue };
        out.push_str(&format!(
            "<details class=\"rule {}\"{}><summary><span class=\"badge\">{} {}</span> <span class=\"quiet\">{}: {} ({})</span></summary>\n<ol class=\"findings\">\n",
            first.severity,
            if folded { "" } else { " open" },
            first.severity,
            first.rule.code,
            first.rule.name,
            escape(first.rule.summary),
            group.len(),
        ));
        group.iter().for_each(|finding| one(finding, out));
        out.push_str("</ol>\n</details>\n");
    }
    out.push_str("</section>\n");
}

fn one(finding: &FleetFinding, out: &mut String) {
    out.push_str(&format!(
        "<li class=\"{}\"><p>{}</p><p><code>{}</code></p>",
        finding.severity,
        marked(&finding.message.to_string()),
        escape(&site(&finding.primary)),
    ));
    if !finding.related.is_empty() {
        out.push_str("<ul>");
        for (place, message) in &finding.related {
            out.push_str(&format!("<li><code>{}</code> {}</li>", escape(&site(place)), marked(message)));
        }
        out.push_str("</ul>");
    }
    if !finding.help.is_empty() {
        out.push_str(&format!("<p><strong>Help:</strong> {}</p>", marked(&finding.help.to_string())));
    }
    out.push_str("</li>\n");
}

fn picture(fleet: &JoinedFleet, out: &mut String) {
    let graph = graph(fleet);
    out.push_str("<section aria-labelledby=\"graph\">\n<h2 id=\"graph\">Graph</h2>\n");
    if graph.nodes.is_empty() {
        out.push_str("<p>Nobody publishes or runs anything.</p>\n</section>\n");
        return;
    }
    out.push_str(
        "<figure>\n<figcaption>Repositories publish images, units run them. The table below says the same in words.",
    );
    if let Some(chosen) = chosen(fleet) {
        out.push_str(&format!(
            " The fleet is large: only {} that findings name are drawn, about {MOST} at most.",
            many(chosen.len(), "repository")
        ));
    }
    out.push_str("\n<ul class=\"key\">");
    for (kind, word) in [
        ("repository", "repository"),
        ("image", "image"),
        ("unit", "unit"),
        ("repository bad", "has a finding"),
        ("repository dim", "archived"),
    ] {
        out.push_str(&format!("<li><svg width=\"26\" height=\"16\" aria-hidden=\"true\"><g class=\"node {kind}\"><rect x=\"1\" y=\"1\" width=\"24\" height=\"14\" rx=\"3\"/></g></svg>{word}</li>"));
    }
    for (kind, word) in [
        ("publishes", "publishes, runs"),
        ("possibly", "possibly publishes"),
        ("from", "is built from"),
        ("wakes", "wakes"),
        ("publishes bad", "contested"),
    ] {
        out.push_str(&format!("<li><svg width=\"34\" height=\"16\" aria-hidden=\"true\"><g class=\"edge {kind}\"><path d=\"M1 8H33\"/></g></svg>{word}</li>"));
    }
    out.push_str("</ul></figcaption>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Graph, can be scrolled\">\n");
    let label = format!(
        "Graph of {}, {} and {} between them",
        many(fleet.members.len(), "repository"),
        many(graph.nodes.iter().filter(|node| node.kind == super::graph::GraphNodeKind::Image).count(), "image"),
        many(graph.edges.len(), "link"),
    );
    out.push_str(&svg(&graph).replacen("<svg", &format!("<svg role=\"img\" aria-label=\"{}\"", escape(&label)), 1));
    out.push_str("</div>\n</figure>\n</section>\n");
}

fn table(fleet: &JoinedFleet, out: &mut String) {
    let bad = rows(fleet).iter().filter(|row| row.errors > 0).count();
    out.push_str(&format!(
        "<section aria-labelledby=\"repositories\">\n<h2 id=\"repositories\">Repositories</h2>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Repositories, can be scrolled\">\n<table>\n<caption>{} with errors of their own; {} between repositories.</caption>\n<thead><tr><th scope=\"col\">Repository</th><th scope=\"col\">Constitution</th><th scope=\"col\">Inherits</th><th scope=\"col\">Publishes</th><th scope=\"col\">Runs</th><th scope=\"col\">Open findings</th></tr></thead>\n<tbody>\n",
        many(bad, "repository"),
        many(count(&fleet.findings, Severity::Error), "error")
    ));
    for row in rows(fleet) {
        let list = |texts: &[String]| match texts {
            [] => "<span class=\"quiet\">none</span>".to_string(),
            _ => {
                let items: Vec<String> =
                    texts.iter().map(|text| format!("<li><code>{}</code></li>", escape(text))).collect();
                format!("<ul>{}</ul>", items.concat())
            }
        };
        let standing: String =
            row.standing.iter().map(|text| format!("<br><span class=\"quiet\">{}</span>", escape(text))).collect();
        let bad = if row.errors > 0 { " class=\"bad-count\"" } else { "" };
        out.push_str(&format!(
            "<tr><th scope=\"row\">{}{standing}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td{bad}>{}</td></tr>\n",
            escape(&row.name),
            escape(&row.version),
            escape(&row.inherits.join(", ")),
            list(&row.publishes),
            list(&row.runs),
            if row.open() == "-" { "none".to_string() } else { row.open() },
        ));
    }
    out.push_str("</tbody>\n</table>\n</div>\n</section>\n");
}

/// Text between backticks becomes code.
fn marked(text: &str) -> String {
    let mut out = String::new();
    for (n, part) in text.split('`').enumerate() {
        if n % 2 == 1 {
            out.push_str(&format!("<code>{}</code>", escape(part)));
        } else {
            out.push_str(&escape(part));
        }
    }
    out
}
