//! Sentences of every kind, by their force, denials and places.

use super::*;

#[track_caller]
fn force(sentence: &str, expected: Force) {
    let reading = read(sentence);
    assert_eq!(reading.force(), expected, "{sentence}: {:?}", reading.marks);
}

#[test]
fn the_longest_phrase_counts() {
    force("It must not run.", Force::Prohibition);
    force("It need not run.", Force::Release);
    force("Encouraged but not mandatory.", Force::Release);
    force("Keep it unless a review is required.", Force::Release);
    force("No approval is required.", Force::Release);
    force("Das muss nicht geprüft werden.", Force::Release);
    force("MÜSSEN", Force::Duty);
    force("这不必做。", Force::Release);
    force("这不得做。", Force::Prohibition);
    force("テストは不要である。", Force::Release);
    force("不要提交密钥。", Force::Prohibition);
    force("배포해야 한다.", Force::Duty);
    force("배포하지 않아도 된다.", Force::Release);
}

#[test]
fn code_is_named_and_says_nothing() {
    let text = "The word MUST is a key word.";
    assert!(read(text).binds());
    let code = 9..13;
    assert!(!read_around(text, std::slice::from_ref(&code)).binds());
}

#[test]
fn a_gap_ends_with_its_clause() {
    force("Kein Geheimnis darf geloggt werden.", Force::Prohibition);
    force("Der Host muss das Abbild ziehen, nicht bauen.", Force::Duty);
    force("Der Host muss ziehen und nicht bauen.", Force::Duty);
}

#[test]
fn what_denies_is_counted_once() {
    for (sentence, denials) in [
        ("It must not run.", 1),
        ("Force pushes are forbidden.", 1),
        ("Force pushes are not forbidden.", 0),
        ("We do not cache, nor retry.", 2),
        ("Not only the image is signed.", 0),
        ("公開しなければならない。", 0),
        ("公開してはならない。", 1),
        ("公開しない。", 1),
        ("服务不缓存响应。", 1),
        ("不同的服务必须独立。", 0),
    ] {
        let reading = read(sentence);
        assert_eq!(reading.denials().count(), denials, "{sentence}: {:?}", reading.marks);
    }
}

#[test]
fn marks_know_their_place() {
    let text = "機密は ログに 出力しては ならない。";
    let reading = read(text);
    let mark = reading.of(PhraseKind::Prohibition).next().expect("a prohibition");
    assert_eq!(&text[mark.range.clone()], "ては ならない");
}
