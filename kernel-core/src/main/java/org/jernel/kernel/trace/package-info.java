/** Tracing from within: tracepoints of system calls, the ring that they write to, tracefs over it, and JFR events. */
@NullMarked
package org.jernel.kernel.trace;

import org.jspecify.annotations.NullMarked;
