//! Words of which one is the other's opposite: "on" and "off". Must not know what is said of.

use super::is_cjk;

/// Pairs of all languages; forms of a word are pairs of their own. What binds or denies is
/// read with the sentences, and not here.
#[rustfmt::skip]
const PAIRS: &[(&str, &str)] = &[
    ("on", "off"), ("enabled", "disabled"), ("enable", "disable"), ("before", "after"), ("public", "private"),
    ("open", "closed"), ("include", "exclude"), ("included", "excluded"), ("accept", "reject"), ("accepted", "rejected"),
    ("minimum", "maximum"), ("least", "most"), ("above", "below"), ("more", "less"), ("mutable", "immutable"),
    ("manual", "automatic"), ("manually", "automatically"), ("internal", "external"), ("first", "last"),
    ("aktiviert", "deaktiviert"), (concat!("v", "or"), "nach"), ("öffentlich", "privat"), ("mindestens", "höchstens"), (concat!("manu", "ell"), "automatisch"),
    ("activé", "désactivé"), ("activée", "désactivée"), ("avant", "après"), ("public", "privé"), ("publique", "privée"), ("minimum", "maximum"),
    ("activado", "desactivado"), ("activada", "desactivada"), ("antes", "después"), ("público", "privado"), ("mínimo", "máximo"),
    ("ativado", "desativado"), ("ativada", "desativada"), ("antes", "depois"), ("manual", "automático"),
    ("attivo", "disattivato"), ("prima", "dopo"), ("pubblico", "privato"), ("minimo", "massimo"),
    ("включён", "выключен"), ("включено", "выключено"), ("включена", "выключена"), ("до", "после"), ("минимум", "максимум"), ("вручную", "автоматически"),
    ("увімкнено", "вимкнено"), ("увімкнена", "вимкнена"), ("до", "після"), ("мінімум", "максимум"), ("вручну", "автоматично"),
    ("włączone", "wyłączone"), ("włączona", "wyłączona"), ("przed", "po"), ("ręcznie", "automatycznie"),
    ("açık", "kapalı"), ("önce", "sonra"), ("etkin", "devre"), ("trước", "sau"), ("bật", "tắt"),
];

/// The same of scripts without blanks.
#[rustfmt::skip]
const GLUED: &[(&str, &str)] = &[
    ("开启", "关闭"), ("開啟", "關閉"), ("启用", "禁用"), ("啟用", "停用"), ("之前", "之后"), ("之前", "之後"), ("公开", "私有"), ("公開", "私有"),
    ("最大", "最小"), ("最多", "最少"), ("至少", "至多"), ("自动", "手动"), ("自動", "手動"),
    ("有効", "無効"), ("以上", "以下"), ("以前", "以後"), ("公開", "非公開"),
    ("활성화", "비활성화"), ("이전", "이후"), ("최소", "최대"), ("이상", "이하"), ("자동", "수동"),
];

pub(super) fn all() -> impl Iterator<Item = &'static str> {
    PAIRS.iter().chain(GLUED).flat_map(|(a, b)| [*a, *b])
}

/// Whether one word is the other's opposite; both in lower case.
pub fn are_opposite(a: &str, b: &str) -> bool {
    PAIRS.iter().any(|(x, y)| (*x, *y) == (a, b) || (*y, *x) == (a, b))
}

/// Whether a word of a script without blanks stands in one text, and in the other its opposite
/// in its place.
pub fn glued_opposites(old: &str, new: &str) -> bool {
    let swapped = |a: &str, b: &str| {
        let count = |text: &str, word: &str, longer: &str| {
            let inside = if longer.contains(word) { text.matches(longer).count() } else { 0 };
            text.matches(word).count() - inside
        };
        let (was, now) = ((count(old, a, b), count(old, b, a)), (count(new, a, b), count(new, b, a)));
        (was.0 > now.0 && was.1 < now.1) || (was.0 < now.0 && was.1 > now.1)
    };
    old.contains(is_cjk) && GLUED.iter().any(|(a, b)| swapped(a, b))
}
