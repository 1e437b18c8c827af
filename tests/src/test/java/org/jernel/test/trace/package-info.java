/** Tracepoints, tracefs and JFR events of a kernel. */
@NullMarked
package org.jernel.test.trace;

import org.jspecify.annotations.NullMarked;
