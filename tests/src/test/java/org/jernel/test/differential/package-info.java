/**
 * Random programs of socket calls, run on the host and on Jernel and compared.
 */
@NullMarked
package org.jernel.test.differential;

import org.jspecify.annotations.NullMarked;
