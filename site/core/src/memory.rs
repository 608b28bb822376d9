//! Texts across the border to JavaScript: where a request is put, and where its answer
//! lies. Nothing here but pointers and lengths; one request at a time.

use std::cell::RefCell;

thread_local! {
    static REQUEST: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static ANSWER: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Where `length` bytes of a request may be put.
#[no_mangle]
pub extern "C" fn request(length: usize) -> *mut u8 {
    REQUEST.with_borrow_mut(|bytes| {
        bytes.clear();
        bytes.resize(length, 0);
        bytes.as_mut_ptr()
    })
}

/// Answers what was put there; the answer's length in bytes.
#[no_mangle]
pub extern "C" fn answer() -> usize {
    let request = REQUEST.take();
    let answer = crate::answer(&String::from_utf8_lossy(&request));
    let length = answer.len();
    ANSWER.set(answer);
    length
}

/// Where the last answer lies, in UTF-8.
#[no_mangle]
pub extern "C" fn answered() -> *const u8 {
    ANSWER.with_borrow(|answer| answer.as_ptr())
}
