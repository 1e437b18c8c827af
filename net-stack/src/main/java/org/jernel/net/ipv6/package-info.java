/**
 * The packets of IPv6: their header, and who inside gets what they carry. Routes and TCP are those of {@code
 * org.jernel.net.ipv4}, which know addresses of both versions.
 *
 * <p>Modelled on {@code net/ipv6}.
 */
@NullMarked
package org.jernel.net.ipv6;

import org.jspecify.annotations.NullMarked;
