/** What the userland does when a kernel boots: its programs become files that can be executed. */
@NullMarked
package org.jernel.user.boot;

import org.jspecify.annotations.NullMarked;
