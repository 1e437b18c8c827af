/**
 * Open files: the file, its operations, a task's table of descriptors, and poll tables.
 *
 * <p>Modelled on {@code fs/file.c}, {@code fs/file_table.c} and {@code include/linux/poll.h}.
 */
@NullMarked
package org.jernel.kernel.file;

import org.jspecify.annotations.NullMarked;
