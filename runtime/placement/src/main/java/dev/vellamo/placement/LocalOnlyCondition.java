package dev.vellamo.placement;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Skips what is {@link LocalOnly}, with its reason, where vats are in a guest. */
final class LocalOnlyCondition implements ExecutionCondition {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return context.getElement()
                .flatMap(element -> AnnotationSupport.findAnnotation(element, LocalOnly.class))
                .filter(marked -> Placement.current() == Placement.GUEST)
                .map(marked -> ConditionEvaluationResult.disabled(marked.value()))
                .orElseGet(() -> ConditionEvaluationResult.enabled("this holds wherever the vats run"));
    }
}
