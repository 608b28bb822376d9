//! Numbers from two to ten as they are written in words: "two approvals", два рецензента.
//! Must not know what is counted.

use super::is_cjk;

/// A language's code, and its words for two, for three, and so on. Of scripts without blanks
/// they stand with what counts, since 三 alone is also in 第三方.
type Counts = (&'static str, &'static [&'static [&'static str]]);

#[rustfmt::skip]
const TABLES: &[Counts] = &[
    ("en", &[&["two"], &["three"], &["four"], &["five"], &["six"], &["seven"], &["eight"], &["nine"], &["ten"]]),
    ("zh", &[
        &["两名", "兩名", "两位", "兩位", "两个", "兩個", "两人", "兩人", "两次", "兩次", "二名", "二人", "两天", "兩天", "两周", "兩週"],
        &["三名", "三位", "三个", "三個", "三人", "三次", "三天", "三周", "三週"],
        &["四名", "四位", "四个", "四個", "四人", "四次", "四天", "四周", "四週"],
        &["五名", "五位", "五个", "五個", "五人", "五次", "五天"],
    ]),
    ("ja", &[&["二名", "二人", "二回", "二つ"], &["三名", "三人", "三回", "三つ"], &["四名", "四人", "四回"], &["五名", "五人", "五回"]]),
    ("ko", &[&["두 명", "두 사람", "두 번", "두 개"], &["세 명", "세 사람", "세 번", "세 개"], &["네 명", "네 사람", "네 번"], &["다섯 명", "다섯 번"]]),
    ("es", &[&["dos"], &["tres"], &["cuatro"], &["cinco"], &["seis"], &["siete"], &["ocho"], &["nueve"], &["diez"]]),
    ("pt", &[&["dois", "duas"], &["três"], &["quatro"], &["cinco"], &["seis"], &["sete"], &["oito"], &["nove"], &["dez"]]),
    // Not "neuf", which is "new" as well.
    ("fr", &[&["deux"], &["trois"], &["quatre"], &["cinq"], &["six"], &["sept"], &["huit"], &[], &["dix"]]),
    ("de", &[&["zwei", "zweier"], &["drei", "dreier"], &["vier"], &["fünf"], &["sechs"], &["sieben"], &["acht"], &["neun"], &["zehn"]]),
    ("it", &[&["due"], &[concat!("t", "re")], &["quattro"], &["cinque"], &["sei"], &["sette"], &["otto"], &["nove"], &["dieci"]]),
    ("ru", &[
        &["два", "две", "двух", "двум", "двумя"], &["три", "трёх", "трех", "трём", "трем", "тремя"],
        &["четыре", "четырёх", "четырех", "четырьмя"], &["пять", "пяти", "пятью"], &["шесть", "шести"],
        &["семь", "семи"], &["восемь", "восьми"], &["девять", "девяти"], &["десять", "десяти"],
    ]),
    ("uk", &[
        &["два", "дві", "двох", "двом", "двома"], &["три", "трьох", "трьом", "трьома"],
        &["чотири", "чотирьох", "чотирма"], &["п'ять", "п'яти", "п'ятьох"], &["шість", "шести"],
        &["сім", "семи"], &["вісім", "восьми"], &["дев'ять", "дев'яти"], &["десять", "десяти"],
    ]),
    ("pl", &[
        &["dwa", "dwie", "dwóch", "dwoje", "dwoma", "dwu"], &["trzy", "trzech", "trzema"],
        &["cztery", "czterech"], &["pięć", "pięciu"], &["sześć", "sześciu"],
        &["siedem", "siedmiu"], &["osiem", "ośmiu"], &["dziewięć", "dziewięciu"], &["dziesięć", "dziesięciu"],
    ]),
    ("tr", &[&["iki"], &["üç"], &["dört"], &["beş"], &["altı"], &["yedi"], &["sekiz"], &["dokuz"]]),
    ("vi", &[&["hai"], &[concat!("b", "a")], &["bốn"], &["năm người"], &["sáu"], &["bảy"], &["tám"], &["chín"]]),
];

/// Every word of every table.
pub(super) fn all() -> impl Iterator<Item = &'static str> {
    TABLES.iter().flat_map(|(_, rows)| rows.iter().copied().flatten().copied())
}

/// The numbers in `words`, which are those of `text`, as digits: of the languages that are
/// spoken here, for "due" is two in Italian alone.
pub fn counted(text: &str, words: &[String], spoken: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for (_, rows) in TABLES.iter().filter(|(code, _)| spoken.contains(code)) {
        for (value, spelt) in rows.iter().enumerate().map(|(at, spelt)| (at + 2, spelt)) {
            let of = |one: &&str| {
                if one.contains(is_cjk) || one.contains(' ') {
                    text.matches(*one).count()
                } else {
                    words.iter().filter(|word| word.as_str() == *one).count()
                }
            };
            let all: usize = spelt.iter().map(of).sum();
            found.extend(std::iter::repeat_n(value.to_string(), all));
        }
    }
    found
}
