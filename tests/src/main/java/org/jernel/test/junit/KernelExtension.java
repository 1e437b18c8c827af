package org.jernel.test.junit;

import java.lang.reflect.Method;
import java.util.List;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.KernelConfig;
import org.jernel.net.socket.SocketLayer;
import org.jernel.user.libc.Libc;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Gives tests a kernel, fails them on its oopses and on tasks, descriptors and sockets that are left, and attaches the system
 * call trace and the state of the kernel to every failure. {@link JernelTest} is the short way; registered in a field it takes
 * any configuration.
 */
public final class KernelExtension
        implements
            ParameterResolver,
            InvocationInterceptor,
            TestExecutionExceptionHandler,
            BeforeTestExecutionCallback,
            AfterTestExecutionCallback,
            AfterEachCallback,
            AfterAllCallback {

    private static final Namespace NAMESPACE = Namespace.create(KernelExtension.class);

    private final KernelConfig config;
    private final @Nullable KernelScope scope;

    /** Hermetic kernels, in the scope that {@link JernelTest} says. */
    public KernelExtension() {
        this(KernelConfig.hermetic(), null);
    }

    private KernelExtension(KernelConfig config, @Nullable KernelScope scope) {
        this.config = config;
        this.scope = scope;
    }

    /** A kernel of this configuration for each test. */
    public static KernelExtension perTest(KernelConfig config) {
        return new KernelExtension(config, KernelScope.PER_TEST);
    }

    /** A kernel of this configuration for each class; to be registered in a static field. */
    public static KernelExtension perClass(KernelConfig config) {
        return new KernelExtension(config, KernelScope.PER_CLASS);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        boolean ofTestMethod = context.getTestMethod()
                .filter(parameter.getDeclaringExecutable()::equals)
                .isPresent();
        return type == Kernel.class || type == SocketLayer.class || (type == Libc.class && ofTestMethod);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        TestKernel kernel = kernel(context);
        Class<?> type = parameter.getParameter().getType();
        if (type == Kernel.class) {
            return kernel.kernel();
        }
        return type == SocketLayer.class
                ? SocketLayer.of(kernel.kernel())
                : kernel.task().libc();
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        run(invocation, context);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        run(invocation, context);
    }

    private void run(Invocation<Void> invocation, ExtensionContext context) throws Throwable {
        TestKernel kernel = kernelOrNull(context);
        TestTask task = kernel == null ? null : kernel.taskOrNull();
        if (task == null) {
            invocation.proceed();
        } else {
            task.run(invocation);
        }
    }

    /** What the test has asked to fail does so in the test alone, not in what prepares it. */
    @Override
    public void beforeTestExecution(ExtensionContext context) {
        AnnotationSupport.findAnnotation(context.getRequiredTestMethod(), Inject.class)
                .ifPresent(inject -> kernel(context).inject(List.of(inject.value())));
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        TestKernel kernel = kernelOrNull(context);
        if (kernel != null) {
            kernel.endInjections();
        }
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable cause) throws Throwable {
        TestKernel kernel = kernelOrNull(context);
        if (kernel != null) {
            cause.addSuppressed(new KernelState(kernel.state()));
        }
        throw cause;
    }

    @Override
    public void afterEach(ExtensionContext context) throws InterruptedException {
        TestKernel kernel = kernelOrNull(context);
        if (kernel == null) {
            return;
        }
        kernel.endTest();
        String state = kernel.state();
        if (scope(context) == KernelScope.PER_TEST) {
            kernel.close();
        }
        kernel.check(state);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        TestKernel kernel = kernelOrNull(context);
        if (kernel != null) {
            String state = kernel.state();
            kernel.close();
            kernel.check(state);
        }
    }

    private KernelScope scope(ExtensionContext context) {
        if (scope != null) {
            return scope;
        }
        return context.getTestClass()
                .flatMap(type -> AnnotationSupport.findAnnotation(type, JernelTest.class))
                .map(JernelTest::scope)
                .orElse(KernelScope.PER_TEST);
    }

    private TestKernel kernel(ExtensionContext context) {
        return owner(context)
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(this, key -> new TestKernel(config), TestKernel.class);
    }

    private @Nullable TestKernel kernelOrNull(ExtensionContext context) {
        return owner(context).getStore(NAMESPACE).get(this, TestKernel.class);
    }

    /** Whose the kernel is: the test's context or its class's. */
    private ExtensionContext owner(ExtensionContext context) {
        ExtensionContext owner = context;
        while (scope(context) == KernelScope.PER_CLASS && owner.getTestMethod().isPresent()) {
            owner = owner.getParent().orElseThrow();
        }
        return owner;
    }
}
