/** The shell: its language after POSIX sh without functions, and the running of what was parsed. */
@NullMarked
package org.jernel.user.sh;

import org.jspecify.annotations.NullMarked;
