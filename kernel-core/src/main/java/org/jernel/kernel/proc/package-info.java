/** The part of {@code /proc} that programs look at sockets by, for as long as there is no file system to hold it. */
@NullMarked
package org.jernel.kernel.proc;

import org.jspecify.annotations.NullMarked;
