package org.jernel.test.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives the tests of a class hermetic kernels: a parameter of type {@link org.jernel.kernel.Kernel},
 * {@link org.jernel.net.socket.SocketLayer} or {@link org.jernel.user.libc.Libc} is one, its socket layer, or the C library of
 * a task that the test method then runs as.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(KernelExtension.class)
public @interface JernelTest {

    KernelScope scope() default KernelScope.PER_TEST;
}
