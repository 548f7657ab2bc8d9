package dev.vellamo.vat;

import org.jspecify.annotations.Nullable;

/**
 * Why a watched promise was rejected.
 *
 * @param code the name of an error code, or a vat author's own
 * @param type the class name of the exception that was thrown, or {@code null} if none was
 * @param message for people
 */
public record Failure(String code, @Nullable String type, String message) {}
