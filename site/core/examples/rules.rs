//! Prints all rules with their pages, for the build of the site.

fn main() {
    println!("{}", prodproof_wasm::answer(r#"{"op":"rules"}"#));
}
