/** The harness for embedders, tested: what it gives, and what it fails a test for. */
@NullMarked
package org.jernel.test.junit;

import org.jspecify.annotations.NullMarked;
