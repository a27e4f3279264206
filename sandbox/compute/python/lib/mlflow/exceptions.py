"""Errors of the tracking server."""


class MlflowException(Exception):
    def __init__(self, message, error_code="INTERNAL_ERROR"):
        super().__init__(message)
        self.message, self.error_code = message, error_code


class RestException(MlflowException):
    pass
