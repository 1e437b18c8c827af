/** The end of a kernel by its own will: restart, halt and power off. Modelled on {@code kernel/reboot.c}. */
@NullMarked
package org.jernel.kernel.reboot;

import org.jspecify.annotations.NullMarked;
