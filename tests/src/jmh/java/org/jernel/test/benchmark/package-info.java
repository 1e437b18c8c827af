/** What the walk through the kernel costs, beside what the JDK or the host takes for the same. */
@NullMarked
package org.jernel.test.benchmark;

import org.jspecify.annotations.NullMarked;
