/** The kernel proper: boot, tasks, user memory, files and the one way to sleep. */
@NullMarked
package org.jernel.kernel;

import org.jspecify.annotations.NullMarked;
