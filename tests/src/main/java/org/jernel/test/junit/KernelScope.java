package org.jernel.test.junit;

/** How long a kernel lives. */
public enum KernelScope {
    /** Each test has a fresh one. */
    PER_TEST,
    /** All tests of a class share one. */
    PER_CLASS
}
