/** Every number of the table with arguments that no program would make. */
@NullMarked
package org.jernel.test.fuzz;

import org.jspecify.annotations.NullMarked;
