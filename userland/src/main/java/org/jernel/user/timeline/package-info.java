/** Timelines of the kernel as files that Perfetto and {@code chrome://tracing} open. */
@NullMarked
package org.jernel.user.timeline;

import org.jspecify.annotations.NullMarked;
