"""Plays the part of Secrets Manager toward one of AWS's rotation functions.

Each line of the input names a secret and the version that the service has made for it; the function's four steps are then
called in their order, as the service calls them, and the line is answered once the last one has returned. The process stays,
as the one of a function that is warm does.

The first argument is the folder of the function. ENDPOINT_CERTIFICATE holds the certificate of an endpoint with TLS, to be
trusted beside the authorities that come with botocore: those are what a function trusts in Lambda.
"""
import logging
import os
import pathlib
import sys
import tempfile

import botocore

sys.path.insert(0, sys.argv[1])
trusted = tempfile.NamedTemporaryFile(suffix='.pem')
trusted.write(pathlib.Path(botocore.__file__).with_name('cacert.pem').read_bytes())
trusted.write(os.environ.get('ENDPOINT_CERTIFICATE', '').encode())
trusted.flush()
os.environ['AWS_CA_BUNDLE'] = trusted.name

import lambda_function

STEPS = ('createSecret', 'setSecret', 'testSecret', 'finishSecret')

logging.disable()
for line in sys.stdin:
    secret, version = line.split()
    for step in STEPS:
        lambda_function.lambda_handler({'SecretId': secret, 'ClientRequestToken': version, 'Step': step}, None)
    print('done', flush=True)
