/** The walk of calls through the kernel's layers, with times. Modelled on {@code kernel/trace/trace_functions_graph.c}. */
@NullMarked
package org.jernel.kernel.timeline;

import org.jspecify.annotations.NullMarked;
