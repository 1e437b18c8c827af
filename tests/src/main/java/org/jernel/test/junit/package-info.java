/** A JUnit 5 extension that gives a test a kernel of its own, and fails the test on what the kernel went wrong in or kept. */
@NullMarked
package org.jernel.test.junit;

import org.jspecify.annotations.NullMarked;
