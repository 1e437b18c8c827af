/**
 * Pipes: a ring of pages between a reading and a writing file.
 *
 * <p>Modelled on {@code fs/pipe.c}.
 */
@NullMarked
package org.jernel.kernel.pipe;

import org.jspecify.annotations.NullMarked;
