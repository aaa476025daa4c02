//! Hands what the fuzzer makes to `policy_suite::fuzzed::checking`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| policy_suite::fuzzed::checking(bytes));
