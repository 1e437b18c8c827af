package org.jernel.test.judge;

import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/** One run of a scenario on one arm, and its comparison with the run on the host. */
final class ArmRun implements BeforeEachCallback, ParameterResolver, TestExecutionExceptionHandler, AfterEachCallback {

    private static final String REFERENCE = "reference";

    private final ArmProvider provider;
    private final Optional<NotOn> exception;
    private @Nullable Scenario scenario;

    ArmRun(ArmProvider provider, Optional<NotOn> exception) {
        this.provider = provider;
        this.exception = exception;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        var report = ConformanceReport.of(context);
        String unavailable = provider.unavailable();
        if (unavailable != null) {
            report.armUnavailable(provider.arm(), unavailable);
            throw new TestAbortedException(unavailable);
        }
        if (exception.isPresent()) {
            String reason = exception.get().reason();
            report.declared(provider.arm(), context.getRequiredTestMethod(), reason);
            throw new TestAbortedException("declared: " + reason);
        }
        scenario = new Scenario(provider.boot());
        report.ran(provider.arm());
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Scenario.class;
    }

    @Override
    public @Nullable Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return scenario;
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable cause) throws Throwable {
        if (scenario != null && !(cause instanceof TestAbortedException)) {
            cause.addSuppressed(new AssertionError("what " + provider.arm() + " saw:\n" + scenario.recording()));
        }
        throw cause;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (scenario == null) {
            return;
        }
        scenario.close();
        if (context.getExecutionException().isPresent()) {
            return;
        }
        var store = context.getParent().orElseThrow().getStore(ArmsExtension.NAMESPACE);
        if (provider.arm() == Arm.HOST) {
            store.put(REFERENCE, scenario.recording());
            return;
        }
        var reference = store.get(REFERENCE, Recording.class);
        if (reference != null) {
            scenario.recording().mustBe(reference, provider.arm());
        }
    }
}
