/** The assertions, tested. */
@NullMarked
package org.jernel.test.assertj;

import org.jspecify.annotations.NullMarked;
