/**
 * Network devices and the softirq in which their packets are received.
 *
 * <p>Modelled on {@code net/core/dev.c} and {@code drivers/net/loopback.c}.
 */
@NullMarked
package org.jernel.net.device;

import org.jspecify.annotations.NullMarked;
