/** Our strace beside the real one: the same calls on the host and here, line by line. */
@NullMarked
package org.jernel.test.strace;

import org.jspecify.annotations.NullMarked;
