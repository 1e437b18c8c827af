/** The file system of {@code /proc}. */
@NullMarked
package org.jernel.kernel.proc;

import org.jspecify.annotations.NullMarked;
