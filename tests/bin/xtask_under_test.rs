//! The tool as it is shipped; a binary of this package, so that its tests find it.

fn main() -> std::process::ExitCode {
    prodproof::main()
}
