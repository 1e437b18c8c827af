/** Numbers and names that the superuser changes while the kernel runs: {@code /proc/sys}. Modelled on {@code kernel/sysctl.c}. */
@NullMarked
package org.jernel.kernel.sysctl;

import org.jspecify.annotations.NullMarked;
