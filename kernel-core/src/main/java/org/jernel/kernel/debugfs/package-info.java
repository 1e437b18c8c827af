/** The file system of {@code /sys/kernel/debug}. Modelled on {@code fs/debugfs}. */
@NullMarked
package org.jernel.kernel.debugfs;

import org.jspecify.annotations.NullMarked;
