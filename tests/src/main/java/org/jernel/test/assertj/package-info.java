/** AssertJ assertions on sockets and errors. */
@NullMarked
package org.jernel.test.assertj;

import org.jspecify.annotations.NullMarked;
