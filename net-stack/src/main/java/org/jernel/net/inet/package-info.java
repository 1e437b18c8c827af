/**
 * The AF_INET and AF_INET6 families: address rules and the stream operations, over whichever protocols are registered.
 *
 * <p>Modelled on {@code net/ipv4/af_inet.c} and {@code net/ipv6/af_inet6.c}.
 */
@NullMarked
package org.jernel.net.inet;

import org.jspecify.annotations.NullMarked;
