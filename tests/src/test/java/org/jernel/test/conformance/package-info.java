/** The conformance suite: each system call's errnos, flags and bytes, by file. What it asserts is what Linux does. */
@NullMarked
package org.jernel.test.conformance;

import org.jspecify.annotations.NullMarked;
