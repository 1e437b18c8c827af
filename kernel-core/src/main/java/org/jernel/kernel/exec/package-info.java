/**
 * Executing files: what {@code execve} finds by a path becomes the program of a task.
 *
 * <p>Modelled on {@code fs/exec.c}. No program is known here; who can make one of a file's bytes registers a {@link
 * org.jernel.kernel.exec.Binfmt}.
 */
@NullMarked
package org.jernel.kernel.exec;

import org.jspecify.annotations.NullMarked;
