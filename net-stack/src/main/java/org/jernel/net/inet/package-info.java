/**
 * The AF_INET family: address rules and the stream operations, over whichever protocols are registered.
 *
 * <p>Modelled on {@code net/ipv4/af_inet.c}.
 */
@NullMarked
package org.jernel.net.inet;

import org.jspecify.annotations.NullMarked;
