/** Programs that the kernel itself has run. Modelled on {@code kernel/umh.c}. */
@NullMarked
package org.jernel.kernel.umh;

import org.jspecify.annotations.NullMarked;
