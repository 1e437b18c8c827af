/** The JUnit harness with which embedders boot a kernel per test. */
@NullMarked
package org.jernel.test;

import org.jspecify.annotations.NullMarked;
